namespace Notion.Server.ExternalSignIn;

/// <summary>The provider refused the code, sent a token that is not good, or did not answer.</summary>
internal sealed class ProviderException(string message, Exception? inner = null) : Exception(message, inner);
