"""The bodies of requests to OpenAI's and Anthropic's APIs."""
