namespace October.LocalCluster.ApiServer.Requests;

/// <summary>One alternative of an Accept header: the type and its parameters (<c>as</c>, <c>g</c>, <c>v</c>).</summary>
internal sealed record MediaRange(string Type, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>The alternatives in order of preference, as the client wrote them.</summary>
    public static IReadOnlyList<MediaRange> Parse(string? accept) =>
        string.IsNullOrWhiteSpace(accept) ? [new("*/*", new Dictionary<string, string>(StringComparer.Ordinal))] : [.. accept.Split(',').Select(ParseOne)];

    private static MediaRange ParseOne(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in parts.Skip(1).Select(p => p.Split('=', 2)).Where(p => p.Length == 2))
            parameters[parameter[0]] = parameter[1];
        return new MediaRange(parts[0], parameters);
    }
}
