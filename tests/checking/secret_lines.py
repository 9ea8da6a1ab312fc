"""Lines with secrets of sixty shapes, put together when the tests run, and as many lines that hold none.

No secret stands in this file as a whole, so that no scanner takes it for a leak.
"""

import random
import string
from base64 import b64encode
from collections.abc import Callable

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
WORD = LOWER + UPPER + DIGITS
HEX = "0123456789abcdef"
BASE64 = WORD + "+/"
URL64 = WORD + "-_"
BASE32 = UPPER + "234567"
BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"


class Maker:
    """Makes secrets, always the same ones for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of(self, length: int, alphabet: str = WORD) -> str:
        """Characters drawn by chance, at least two of them digits and letters where there are both."""
        while True:
            text = "".join(self.random.choice(alphabet) for _ in range(length))
            if alphabet.isalpha() or (sum(c.isdigit() for c in text) > 1 and not text.isdigit()):
                return text

    def uuid(self) -> str:
        return "-".join(self.of(n, HEX) for n in (8, 4, 4, 4, 12))


Line = Callable[[Maker], str]

SHAPES: dict[str, Line] = {
    # clouds
    "aws key id": lambda m: f"aws_access_key_id = {'AK' + 'IA'}{m.of(16, BASE32)}",
    "aws session key id": lambda m: f"Use {'AS' + 'IA'}{m.of(16, BASE32)} for the session.",
    "aws secret": lambda m: f"aws_secret_access_key = {m.of(40, BASE64)}",
    "aws secret in env": lambda m: f"export AWS_SECRET_ACCESS_KEY={m.of(40, BASE64)}",
    "aws secret in json": lambda m: f'"SecretAccessKey": "{m.of(40, BASE64)}",',
    "google api": lambda m: f"key={'AI' + 'za'}{m.of(35, URL64)}",
    "google oauth": lambda m: f"client_secret: {'GOC' + 'SPX-'}{m.of(28, URL64)}",
    "azure storage": lambda m: (
        f"DefaultEndpointsProtocol=https;AccountName=st;Account{'Key='}{m.of(86, BASE64)}=="
    ),
    "azure ad": lambda m: f"AZURE_CLIENT_{'SECRET='}{m.of(3)}8Q~{m.of(34, URL64)}",
    "digitalocean": lambda m: f"{'dop_' + 'v1_'}{m.of(64, HEX)}",
    "heroku": lambda m: f"HEROKU_API_{'KEY='}{'HRKU-' + 'AA'}{m.of(58, URL64)}",
    "fly": lambda m: f"{'fo1' + '_'}{m.of(43, URL64)}",
    "cloudflare by name": lambda m: f"CLOUDFLARE_API_{'TOKEN='}{m.of(40, URL64)}",
    "terraform cloud": lambda m: f"{m.of(14)}.{'atlas' + 'v1'}.{m.of(67, URL64)}",
    "vault": lambda m: f"VAULT_TOKEN: {'hv' + 's.'}{m.of(95, URL64)}",
    "pulumi": lambda m: f"{'pu' + 'l-'}{m.of(40, HEX)}",
    "databricks": lambda m: f"{'da' + 'pi'}{m.of(32, HEX)}",
    # code and packages
    "github": lambda m: f"{'gh' + 'p_'}{m.of(36)}",
    "github app": lambda m: f"https://x-access-token:{'gh' + 's_'}{m.of(36)}@github.com/o/r",
    "github fine": lambda m: f"{'github_' + 'pat_'}{m.of(22)}_{m.of(59)}",
    "gitlab": lambda m: f"{'gl' + 'pat-'}{m.of(20, URL64)}",
    "gitlab runner": lambda m: f"{'gl' + 'rt-'}{m.of(20, URL64)}",
    "npm": lambda m: f"//registry.example.org/:_authToken={'np' + 'm_'}{m.of(36)}",
    "pypi": lambda m: f"password = {'py' + 'pi-'}AgEIcHlwaS5vcmc{m.of(120, URL64)}",
    "rubygems": lambda m: f"{'ruby' + 'gems_'}{m.of(48, HEX)}",
    "docker hub": lambda m: f"docker login -u me -p {'dckr_' + 'pat_'}{m.of(27, URL64)}",
    "postman": lambda m: f"{'PM' + 'AK-'}{m.of(24, HEX)}-{m.of(34, HEX)}",
    "atlassian": lambda m: f"{'ATA' + 'TT3'}xFfGF0{m.of(180, URL64)}={m.of(8, HEX)}",
    # models
    "openai": lambda m: f"{'sk-' + 'proj-'}{m.of(74, URL64)}T3Blbk" + "FJ" + m.of(74, URL64),
    "openai old": lambda m: f"OPENAI_API_{'KEY='}{'s' + 'k-'}{m.of(20)}T3Blbk" + "FJ" + m.of(20),
    "anthropic": lambda m: f"{'sk-' + 'ant-'}api03-{m.of(93, URL64)}AA",
    "openrouter": lambda m: f"{'sk-' + 'or-'}v1-{m.of(64, HEX)}",
    "hugging face": lambda m: f"{'h' + 'f_'}{m.of(34, LOWER + UPPER)}",
    "groq": lambda m: f"{'gs' + 'k_'}{m.of(52)}",
    "replicate": lambda m: f"{'r' + '8_'}{m.of(37)}",
    "xai": lambda m: f"{'xa' + 'i-'}{m.of(80)}",
    "tavily": lambda m: f"{'tv' + 'ly-'}{m.of(32)}",
    "langsmith": lambda m: f"{'lsv2' + '_pt_'}{m.of(32, HEX)}_{m.of(10, HEX)}",
    # messages
    "slack bot": lambda m: f"{'xo' + 'xb-'}{m.of(12, DIGITS + 'a')[:11]}1-{m.of(13)}-{m.of(24)}",
    "slack app": lambda m: f"{'xa' + 'pp-'}1-A{m.of(10, UPPER + DIGITS)}-4718361{m.of(6)}-{m.of(64, HEX)}",
    "slack webhook": lambda m: (
        f"https://hooks.{'slack'}.com/services/T{m.of(10, UPPER + DIGITS)}/B{m.of(10, UPPER + DIGITS)}/{m.of(24)}"
    ),
    "discord bot": lambda m: f"{'MT'}{m.of(24)}.{m.of(6, URL64)}.{m.of(38, URL64)}",
    "discord webhook": lambda m: (
        f"https://{'discord'}.com/api/webhooks/1187245396012345678/{m.of(68, URL64)}"
    ),
    "telegram": lambda m: f"5{m.random.randrange(10**8, 10**9)}:{'AA'}{m.of(33, URL64)}",
    "twilio": lambda m: f"TWILIO_AUTH_{'TOKEN='}{m.of(32, HEX)}",
    "twilio key": lambda m: f"{'S' + 'K'}{m.of(32, HEX)}",
    "sendgrid": lambda m: f"{'S' + 'G.'}{m.of(22, URL64)}.{m.of(43, URL64)}",
    "mailgun": lambda m: f"{'key' + '-'}{m.of(32, HEX)}",
    # business
    "stripe": lambda m: f"{'sk_' + 'live_'}{m.of(24)}",
    "shopify": lambda m: f"{'shp' + 'at_'}{m.of(32, HEX)}",
    "linear": lambda m: f"{'lin_' + 'api_'}{m.of(40)}",
    "notion": lambda m: f"{'nt' + 'n_'}{m.random.randrange(10**10, 10**11)}{m.of(35)}",
    # keys and names
    "age": lambda m: f"{'AGE-' + 'SECRET'}-KEY-1{m.of(58, BECH32)}",
    "rsa": lambda m: f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{m.of(64, BASE64)}\n{m.of(64, BASE64)}",
    "openssh": lambda m: f"-----BEGIN OPENSSH {'PRIVATE'} KEY-----\nb3BlbnNzaC1rZXktdjEA{m.of(50, BASE64)}",
    "jwt": lambda m: f"{'ey' + 'J'}hbGciOiJIUzI1NiJ9.{'ey' + 'J'}{m.of(60, URL64)}.{m.of(43, URL64)}",
    "bearer": lambda m: f'curl -H "Authorization: {"Bear" + "er"} {m.of(40)}" https://api.internal/v1',
    "password in an address": lambda m: f"postgres://app:{m.of(14)}@db.internal:5432/app",
    "password without quotes": lambda m: f"password: {m.of(9)}!{m.of(4)}",
    "password in env": lambda m: f"DB_PASSWORD={m.of(18)}",
}
"""What it is -> a line of an agent's file that holds one."""

MORE: dict[str, Line] = {
    "bare authToken": lambda m: f"npm config set //r/:_authToken {m.of(36)}",
    "basic": lambda m: f"Authorization: Basic {b64encode(f'svc:{m.of(14)}'.encode()).decode()}",
    "table": lambda m: f"| API key | {m.of(32)} |",
    "passphrase": lambda m: f'passphrase: "{m.of(20)}"',
    "option": lambda m: f"cli --token {m.of(40, HEX)} --verbose",
    "shell password": lambda m: f"PG{'PASS'}WORD={m.of(16)} psql",
    "short name": lambda m: f"DB_{'PASS'}={m.of(14)}",
    "rails": lambda m: f"SECRET_KEY_BASE={m.of(128, HEX)}",
    "with signs": lambda m: f"SECRET_KEY = 'dj-{m.of(12)}$k&{m.of(20)}'",
    "escaped lines": lambda m: f'"key": "-----BEGIN {"PRIVATE"} KEY-----\\n{m.of(64)}\\n{m.of(64)}"',
    "signature": lambda m: f"https://st.blob.core.windows.net/c?sv=2022-11-02&sig={m.of(43)}%3D",
    "user-less address": lambda m: f"redis://:{m.of(20)}@redis:6379",
    "json": lambda m: f'{{"apiKey": "{m.of(39)}", "x": 1}}',
}
"""The same again, where a secret stands in other company."""

HARMLESS = [
    'token: "6f1c2a9e-5b7d-4c3a-9e8f-0a1b2c3d4e5f"',
    'tokenizer: "bert-base-uncased-v2-2023"',
    'password_field="loginForm-input-2023a"',
    "pip install sk-learn-pipeline-components-for-everyone",
    ".sk-fading-circle-child-animation-delay { animation-delay: -1.1s; }",
    'Token: "Desktop/Title/H1"',
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    '"integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="',
    "uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11",
    "model: claude-sonnet-4-5-20250929",
    "token: ${{ secrets.GITHUB_TOKEN }}",
    "GITHUB_TOKEN=$GITHUB_TOKEN",
    "api_key: ${OPENAI_API_KEY}",
    'api_key = os.environ["OPENAI_API_KEY"]',
    "apiKey: process.env.ANTHROPIC_API_KEY",
    "api_key=settings.openai_api_key_2024",
    "password: ********",
    "password: <your-password-123>",
    "password: changeme123",
    "PASSWORD=hunter2",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $ACCESS_TOKEN_1",
    "Authorization: Bearer YOUR_ACCESS_TOKEN_123",
    "Authorization: Bearer {{access_token_v2}}",
    "a bearer token is sent with each request of version2",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-ant-api03-...",
    "sk-1234567890abcdef1234567890abcdef",
    "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "postgres://user:password@localhost:5432/app",
    "postgresql://postgres:postgres@localhost/test_db1",
    "redis://:${REDIS_PASSWORD}@cache:6379/0",
    "https://user:pass@example.com/path",
    "mongodb://<username>:<password1>@cluster0.mongodb.net",
    "max_tokens: 16384",
    "token_count = 128000",
    "tokens: 200000, cost: 0.003",
    "TOKEN_URL=https://auth.internal/oauth2/v1/token",
    "secretName: checkout-tls-2024-wildcard",
    "secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1B2c3",
    "password: op://engineering/database/password1",
    "token: vault:secret/data/ci#github_token2",
    'secret: "projects/1234567890/secrets/db-password/versions/2"',
    "primary_key: customer_order_line_item_id_2",
    "public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3qV0b2h4XkqkJm7n8yTz5s6u1wR9aBcDeFgHiJkLmN me@host",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
    "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf",
    "![logo](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4)",
    'cache_key: "linux-node20-npm-lockfile-v3"',
    "next_page_token: CAUQAA2b7dKxW0vZ9Qe4",
    'csrf_token: "{% csrf_token %}"',
    'className="token-list__item--active-2 password-strength-meter-3"',
    "design token: color.background.surface.level2",
    "secret: my-very-secret-recipe-of-2024",
    "keyToken = getAccessTokenFromCookieStore2(request)",
    "access_token = response.json()['access_token']",
    "api_token: string  // 40 characters, see Base64Url2",
    "Set `password` to a value of 12 or more characters, e.g. Correct-Horse-9-Staple.",
]
"""Lines of agents' files that hold no secret, though they look like it to a careless eye."""

MORE_HARMLESS = [
    '"password": "$2b$12$KIXQ8hGk3u1Zr9v0s7dYzOeWq5tLm2nPxB4cD6fE8gH1iJ3kL5mN7"',
    "ey"
    "JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV",
    "token: sha256:9f86d081884c7d659a2feaa0c55ad015",
    "cache-key-9f86d081884c7d659a2feaa0c55ad015",
    "password: p4ssw0rd",
    "password=${PASSWORD:-postgres123}",
    "session_token = uuid.uuid4().hex",
    'secret = get_secret("prod/db/v2")',
    'Bearer realm="oauth2/v1", error="invalid_token2"',
    "private_key_path: /etc/ssl/private/server2024.key",
    "next_token: eyJvZmZzZXQiOjEwMH0abc12",
    "password: ENC[AES256_GCM,data:abc123]",
    "md5 = 5d41402abc4b2a76b9719d911017c592",
    "token: Qwen2.5-Coder-32B-Instruct",
    "AKIA****************",
    "| token | Desktop/Title/H1 |",
]
"""More of these."""
