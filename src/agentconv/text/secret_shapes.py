"""What secrets look like: a pattern for each service that marks its own, with the page that tells of them.

Lengths and alphabets were compared with those of gitleaks (`config/gitleaks.toml`) on 2026-11-28 where it has
the service. Patterns are a little wider than today's secrets, since services make them longer in time.

A detector of somebody else's would be better kept; `detect-secrets` 1.5.0 was tried on 2026-11-28 with the
lines of our tests. It found 20 of 60 secrets and took 8 of 60 harmless lines for one, loads a client for HTTP
(125 ms and more), takes 40 ms for a file, tells lines but no columns, and had its last release in 2024.
"""

from __future__ import annotations

import re

from agentconv.frozen import frozen

_HEX, _WORD, _URL = "[0-9a-f]", "[A-Za-z0-9]", r"[\w-]"


@frozen
class Shape:
    """How a service's secrets look."""

    what: str
    pattern: str
    """From the secret's first character; a group `secret` where that is only a part."""
    page: str
    """Where the service tells of them."""


SHAPES = (
    # clouds
    Shape("an AWS access key", r"A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}\b",
          "docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"),
    Shape("an Amazon Bedrock key", r"ABSK[A-Za-z0-9+/]{100,400}",
          "docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html"),
    Shape("a Google API key", rf"AIza{_URL}{{35}}",
          "cloud.google.com/docs/authentication/api-keys"),
    Shape("a Google client secret", rf"GOCSPX-{_URL}{{28}}",
          "developers.google.com/identity/protocols/oauth2"),
    Shape("a Google access token", rf"ya29\.{_URL}{{30,400}}",
          "developers.google.com/identity/protocols/oauth2"),
    Shape("an Azure client secret", rf"{_WORD}{{3}}\dQ~[\w.~-]{{31,34}}",
          "learn.microsoft.com/en-us/purview/sit-defn-client-secret-api-key"),
    Shape("a DigitalOcean token", rf"do[opr]_v1_{_HEX}{{64}}",
          "docs.digitalocean.com/reference/api/create-personal-access-token"),
    Shape("a Heroku key", rf"HRKU-{_URL}{{36,70}}",
          "devcenter.heroku.com/articles/authentication"),
    Shape("a Fly.io token", rf"fo1_{_URL}{{43}}|fm[12][ar]?_[A-Za-z0-9+/=]{{100,400}}",
          "fly.io/docs/security/tokens"),
    Shape("a Terraform Cloud token", rf"{_WORD}{{14}}\.atlasv1\.[\w=-]{{60,70}}",
          "developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens"),
    Shape("a Vault token", rf"hv[sbr]\.{_URL}{{24,300}}",
          "developer.hashicorp.com/vault/docs/concepts/tokens"),
    Shape("a Pulumi token", rf"pul-{_HEX}{{40}}",
          "pulumi.com/docs/administration/access-identity/access-tokens"),
    Shape("a Databricks token", rf"dapi{_HEX}{{32}}",
          "docs.databricks.com/dev-tools/auth/pat.html"),
    Shape("a Doppler token", rf"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{{2,35}}\.)?{_WORD}{{40,44}}",
          "docs.doppler.com/reference/auth-token-formats"),
    Shape("a Supabase key", rf"sbp_{_HEX}{{40}}|sb_secret_{_URL}{{22,60}}",
          "supabase.com/docs/guides/api/api-keys"),
    Shape("a PlanetScale token", r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}",
          "planetscale.com/docs/api/reference/service-tokens"),
    Shape("a Cloudflare key", rf"v1\.0-{_HEX}{{24}}-{_HEX}{{140,150}}",
          "developers.cloudflare.com/fundamentals/api/get-started/ca-keys"),
    Shape("an Azure signature", r"sig=(?P<secret>[A-Za-z0-9%/+]{43,70}(?:%3D|=))",
          "learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview"),
    Shape("an Amazon MWS key", r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f-]{27}",
          "developer-docs.amazon.com/sp-api"),
    Shape("an Alibaba Cloud key", r"LTAI[A-Za-z0-9]{17,21}\b",
          "alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair"),
    Shape("a Tailscale key", r"tskey-[a-z]+-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,50}",
          "tailscale.com/kb/1085/auth-keys"),
    Shape("a Netlify token", r"nfp_[A-Za-z0-9]{36,44}",
          "docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api"),
    Shape("a 1Password token", r"ops_eyJ[A-Za-z0-9+/=_-]{200,1000}",
          "developer.1password.com/docs/service-accounts"),
    # code and packages
    Shape("a GitHub token", rf"gh[pousr]_{_WORD}{{36,400}}",
          "docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"),
    Shape("a fine-grained GitHub token", r"github_pat_\w{60,400}",
          "docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"),
    Shape("a GitLab token", rf"gl(?:pat|dt|rt|ptt|cbt|ft|imt|agent|oas|soat|ffct)-{_URL}{{20,400}}",
          "docs.gitlab.com/security/tokens/#token-prefixes"),
    Shape("an npm token", rf"npm_{_WORD}{{36}}\b",
          "docs.npmjs.com/about-access-tokens"),
    Shape("a PyPI token", rf"pypi-AgE{_URL}{{50,1000}}",
          "pypi.org/help/#apitoken"),
    Shape("a RubyGems key", rf"rubygems_{_HEX}{{48}}",
          "guides.rubygems.org/api-key-scopes"),
    Shape("a Docker Hub token", rf"dckr_[op]at_{_URL}{{27,60}}",
          "docs.docker.com/security/for-developers/access-tokens"),
    Shape("a Postman key", rf"PMAK-{_HEX}{{24}}-{_HEX}{{34}}",
          "learning.postman.com/docs/developer/postman-api/authentication"),
    Shape("an Atlassian token", r"AT(?:ATT3|CTT3|BB)[\w=-]{24,400}",
          "developer.atlassian.com/cloud/confluence/basic-auth-for-rest-apis"),
    Shape("an Artifactory key", rf"AKCp[A-Za-z0-9]{{60,80}}|cmVmdGtu{_WORD}{{56}}",
          "jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens"),
    Shape("a Sentry token", r"sntry[us]_[A-Za-z0-9+/=_]{40,400}",
          "docs.sentry.io/account/auth-tokens"),
    Shape("a Sourcegraph token", rf"sgp_(?:[0-9a-f]{{16}}_|local_)?{_HEX}{{40}}",
          "sourcegraph.com/docs/cli/how-tos/creating_an_access_token"),
    Shape("a Grafana token", rf"gl(?:sa_{_WORD}{{32}}_[0-9A-Fa-f]{{8}}|c_[A-Za-z0-9+/=]{{32,400}})",
          "grafana.com/docs/grafana/latest/administration/service-accounts"),
    Shape("a New Relic key", r"NRAK-[A-Z0-9]{27}",
          "docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys"),
    Shape("a SonarQube token", rf"sq[pua]_{_HEX}{{40}}",
          "docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens"),
    Shape("a Buildkite token", rf"bk[a-z]{{2}}_{_HEX}{{40}}",
          "buildkite.com/docs/apis/managing-api-tokens"),
    Shape("a CircleCI token", r"CCIP(?:AT|RJ)_[A-Za-z0-9_]{40,90}",
          "circleci.com/docs/managing-api-tokens"),
    # models
    Shape("an API key", rf"sk-(?:ant-|proj-|or-|svcacct-|admin-|lf-)?{_WORD}{_URL}{{22,400}}",
          "docs.anthropic.com/en/api/overview"),
    Shape("a Hugging Face token", rf"(?:hf|api_org)_{_WORD}{{34}}\b",
          "huggingface.co/docs/hub/security-tokens"),
    Shape("a Groq key", rf"gsk_{_WORD}{{48,60}}",
          "console.groq.com/docs/quickstart"),
    Shape("a Replicate token", rf"r8_{_WORD}{{37}}",
          "replicate.com/docs/topics/security/api-tokens"),
    Shape("an xAI key", rf"xai-{_WORD}{{70,100}}",
          "docs.x.ai/docs/quickstart"),
    Shape("a Perplexity key", rf"pplx-{_WORD}{{40,64}}",
          "docs.perplexity.ai/getting-started/quickstart"),
    Shape("a Tavily key", rf"tvly-(?:dev-|prod-)?{_WORD}{{24,64}}",
          "docs.tavily.com/documentation/quickstart"),
    Shape("a LangSmith key", rf"lsv2_(?:pt|sk)_{_HEX}{{32}}_{_HEX}{{10}}",
          "docs.langchain.com/langsmith/create-account-api-key"),
    Shape("a Pinecone key", rf"pcsk_{_URL}{{40,100}}",
          "docs.pinecone.io/guides/projects/manage-api-keys"),
    Shape("an E2B key", rf"e2b_{_HEX}{{40}}",
          "e2b.dev/docs/api-key"),
    Shape("an ElevenLabs key", rf"sk_{_HEX}{{48}}",
          "elevenlabs.io/docs/api-reference/authentication"),
    Shape("an NVIDIA key", r"nvapi-[\w-]{60,80}",
          "docs.api.nvidia.com/nim/docs/api-quickstart"),
    Shape("a Firecrawl key", rf"fc-{_HEX}{{32}}\b",
          "docs.firecrawl.dev/introduction"),
    Shape("a Jina key", r"jina_[A-Za-z0-9_-]{50,80}",
          "jina.ai/api-dashboard"),
    Shape("a Cerebras key", r"csk-[a-z0-9]{40,60}",
          "inference-docs.cerebras.ai/quickstart"),
    Shape("a Together key", r"tgp_v1_[\w-]{40,60}",
          "docs.together.ai/docs/quickstart"),
    # messages
    Shape("a Slack token", r"xox[abceoprs](?:\.xox[bp])?-[\w-]{20,400}|xapp-\d-[\w-]{30,400}",
          "docs.slack.dev/authentication/tokens"),
    Shape("a Slack webhook",
          r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{8,14}/[A-Z0-9]{8,20}"
          r"/(?P<secret>[A-Za-z0-9/]{20,80})",
          "docs.slack.dev/messaging/sending-messages-using-incoming-webhooks"),
    Shape("a Discord webhook", r"discord(?:app)?\.com/api/webhooks/\d{15,21}/(?P<secret>[\w-]{50,100})",
          "discord.com/developers/docs/resources/webhook"),
    Shape("a Discord token", r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}",
          "discord.com/developers/docs/reference#authentication"),
    Shape("a Teams webhook",
          r"webhook\.office\.com/webhookb2/[0-9a-f@-]{60,80}/IncomingWebhook/(?P<secret>[0-9a-f]{32})",
          "learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"),
    Shape("a Telegram token", r"\d{8,10}:AA[\w-]{32,35}",
          "core.telegram.org/bots/api#authorizing-your-bot"),
    Shape("a Twilio key", rf"SK{_HEX}{{32}}\b",
          "twilio.com/docs/iam/api-keys"),
    Shape("a SendGrid key", r"SG\.[\w-]{16,400}\.[\w-]{16,400}",
          "twilio.com/docs/sendgrid/ui/account-and-settings/api-keys"),
    Shape("a Mailgun key", rf"(?<![\w-])key-{_HEX}{{32}}\b",
          "documentation.mailgun.com/docs/mailgun/api-reference/authentication"),
    Shape("a Mailchimp key", rf"{_HEX}{{32}}-us\d{{1,2}}\b",
          "mailchimp.com/developer/marketing/docs/fundamentals"),
    Shape("a Brevo key", rf"xkeysib-{_HEX}{{64}}-{_WORD}{{16}}",
          "developers.brevo.com/docs/getting-started"),
    # business
    Shape("a Stripe key", rf"[rs]k_live_{_WORD}{{20,400}}|whsec_{_WORD}{{32,64}}",
          "docs.stripe.com/keys"),
    Shape("a Square token", rf"(?<![+/])EAAA{_URL}{{56,64}}\b|sq0[a-z]{{3}}-{_URL}{{22,60}}",
          "developer.squareup.com/docs/build-basics/access-tokens"),
    Shape("a Shopify token", r"shp(?:at|ca|pa|ss|ua)_[0-9A-Fa-f]{32}",
          "shopify.dev/docs/apps/build/authentication-authorization/access-tokens"),
    Shape("a Linear key", rf"lin_(?:api|oauth)_{_WORD}{{32,64}}",
          "linear.app/developers/graphql"),
    Shape("a Notion token", rf"ntn_{_WORD}{{40,60}}|secret_{_WORD}{{43}}\b",
          "developers.notion.com/docs/authorization"),
    Shape("a Figma token", rf"fig[dou]r?_{_URL}{{40,60}}",
          "developers.figma.com/docs/rest-api/authentication"),
    Shape("an Airtable token", rf"pat{_WORD}{{14}}\.{_HEX}{{64}}",
          "airtable.com/developers/web/api/authentication"),
    Shape("a Facebook token", r"(?<![+/])EAA[A-Z][A-Za-z0-9]{90,300}\b",
          "developers.facebook.com/docs/facebook-login/guides/access-tokens"),
    Shape("a HubSpot token", r"pat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f-]{27}",
          "developers.hubspot.com/docs/guides/apps/private-apps/overview"),
    Shape("a Dropbox token", r"sl\.(?:u\.)?[\w-]{130,1400}",
          "developers.dropbox.com/oauth-guide"),
    Shape("a Contentful token", r"CFPAT-[\w-]{40,50}",
          "contentful.com/developers/docs/references/authentication"),
    Shape("a Mapbox token", r"sk\.eyJ[\w-]{40,400}\.[\w-]{20,40}",
          "docs.mapbox.com/accounts/guides/tokens"),
    # keys
    Shape("an age key", r"AGE-SECRET-KEY-1(?P<secret>[A-Z0-9]{58})",
          "github.com/FiloSottile/age"),
    Shape("a signed token", r"eyJ[\w-]{10,400}\.eyJ[\w-]{10,400}\.[\w-]{10,400}",
          "rfc-editor.org/rfc/rfc7519"),
)  # fmt: skip
"""In the order in which they are tried: what is told by more comes first."""

PREFIXED = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:"
    + "|".join(
        f"(?P<s{i}>{shape.pattern.replace('?P<secret>', f'?P<secret{i}>')})" for i, shape in enumerate(SHAPES)
    )
    + ")"
)
"""Any of them, where a word begins or after an escaped line end."""

_VALUE = r"""
    ["'`\]]{0,2} [ \t]{0,3} (?: => | := | [:=|] | (?: (?<=-password) | (?<=-token) | (?<=authtoken) )[ \t] )
    [ \t]{0,3}
    (?:bearer[ \t]+|basic[ \t]+|token[ \t]+)? ["'`]?
    (?P<secret> [^\s"'`<>{},;()\[\]\\]{8,400} ) (?P<next> . )?
"""
NAMED = re.compile(
    r"""
    (?ix) (?P<name> (?: (?<![a-z])[a-z]{1,20}[_-] )? (?:
        passphrase | secret | token | credentials? | (?: api | access | account | auth | private | secret
        | signing | encryption | master | service | shared | subscription ) [ _-]? key (?: [_-]? base )?
    ))
    """.strip()
    + _VALUE
)
"""A value that a name says is a secret."""
MARKS = (b"assw", b"pwd", b"_pass", b"ccess")
PASSWORD = re.compile(rf"(?ix)(?:assw(?:or)?d|pwd|_pass|ccess[_-]?key){_VALUE}")
"""The same, of which no more of the name is looked at than its end: such a value may be short."""
BEARER = re.compile(r"(?i)\b(?:bearer|basic)[ \t]+(?P<secret>[\w.~+/=-]{16,400})(?P<next>.)?")
IN_ADDRESS = re.compile(r"://[^\s:/@\"'`<>]{0,60}:(?P<secret>[^\s:/@\"'`<>{}$]{8,100})@[\w.-]")
