namespace October.Api.Security;

/// <summary>Metadata of an endpoint: the role that a caller's key needs.</summary>
internal sealed record RequiredRole(Role Role);
