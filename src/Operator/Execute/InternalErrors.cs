namespace October.Operator.Execute;

/// <summary>
/// What API servers answer as an internal error (500) although the object that was sent is the cause: the same answer comes again for it, and every other
/// object is taken. Only their words tell these from a server in trouble.
/// </summary>
internal static class InternalErrors
{
    /// <summary>
    /// Server-side apply's answers to what is no object of its kind, such as a field that this version of Kubernetes does not know, or two entries of a list
    /// with one key; and etcd's to what is too large.
    /// </summary>
    private static readonly string[] Lasting = ["failed to create typed", "request is too large", "message larger than max"];

    /// <summary>A webhook that cannot be called, an admission plugin that fails, no free address, a quota that is not counted in time.</summary>
    private static readonly string[] OfOneKind = ["webhook", "admission plugin", "failed to allocate", "quota evaluation timed out"];

    /// <summary>The answer is about the object, not about the server.</summary>
    public static bool IsAboutObject(string message) => IsLasting(message) || Has(message, OfOneKind);

    /// <summary>The server will answer the same until the object is another.</summary>
    public static bool IsLasting(string message) => Has(message, Lasting);

    private static bool Has(string message, string[] words) => words.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
