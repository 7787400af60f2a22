using October.LocalCluster.Cel.Values;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' URL library.</summary>
internal static class UrlFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["isURL"] = static (context, args) => args is [string text] ? Charged(context, text) is not null : throw CelException.NoSuchOverload(),
        ["url"] = static (context, args) => args is [string text]
            ? Charged(context, text) ?? throw new CelException($"URL parse error during conversion from string: parse \"{text}\": invalid URI for request")
            : throw CelException.NoSuchOverload(),
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["getScheme"] = Part(static url => url.Scheme),
        ["getHost"] = Part(static url => url.Host),
        ["getHostname"] = Part(static url => url.HostName),
        ["getPort"] = Part(static url => url.Port),
        ["getEscapedPath"] = Part(static url => url.EscapedPath),
        ["getQuery"] = Part(Query),
    };

    private static CelUrl? Charged(FunctionContext context, string text)
    {
        context.Meter.ChargeText(text.Length);
        return CelUrl.Parse(text);
    }

    private static CelFunction Part(Func<CelUrl, object> part) => (_, args) => args is [CelUrl url] ? part(url) : throw CelException.NoSuchOverload();

    private static CelMap Query(CelUrl url)
    {
        var map = new CelMap();
        var pairs = url.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2));
        foreach (
            var group in pairs.GroupBy(static pair => Decode(pair[0]), static pair => (object?)(pair.Length > 1 ? Decode(pair[1]) : ""), StringComparer.Ordinal)
        )
            map.TryAdd(group.Key, new CelList([.. group]));
        return map;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
