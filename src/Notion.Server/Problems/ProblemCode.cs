namespace Notion.Server.Problems;

/// <summary>The <c>code</c> of a problem, for programs. Once released a code keeps its meaning.</summary>
internal static class ProblemCode
{
    public const string MalformedRequest = "malformed_request";
    public const string InvalidField = "invalid_field";
    public const string RequestTooLarge = "request_too_large";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string Unauthorized = "unauthorized";
    public const string WrongCredentials = "wrong_credentials";
    public const string TooManyAttempts = "too_many_attempts";
    public const string SessionRequired = "session_required";
    public const string ScopeMissing = "scope_missing";
    public const string EmailTaken = "email_taken";
    public const string InvitationNeeded = "invitation_needed";
    public const string PageIdTaken = "page_id_taken";
    public const string RoleTooLow = "role_too_low";
    public const string AccessTooLow = "access_too_low";
    public const string LastOwner = "last_owner";
    public const string OwnAccessLost = "own_access_lost";
    public const string PasswordNeeded = "password_needed";
    public const string TooManyLinks = "too_many_links";
    public const string TooManyPages = "too_many_pages";
    public const string NotInTrash = "not_in_trash";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string RequestInProgress = "request_in_progress";
    public const string PreconditionFailed = "precondition_failed";
    public const string SignInStale = "sign_in_stale";
    public const string ProviderFailed = "provider_failed";
    public const string EmailNotVerified = "email_not_verified";
    public const string LoginTaken = "login_taken";
    public const string OriginNotAllowed = "origin_not_allowed";
    public const string WebSocketExpected = "websocket_expected";
    public const string StoreUnavailable = "store_unavailable";
    public const string ShuttingDown = "shutting_down";
    public const string InternalError = "internal_error";
}
