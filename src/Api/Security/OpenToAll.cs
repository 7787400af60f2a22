namespace October.Api.Security;

/// <summary>Metadata of an endpoint that requires no key, for it tells nothing and changes nothing.</summary>
internal sealed class OpenToAll
{
    public static OpenToAll Instance { get; } = new();
}
