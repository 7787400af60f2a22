using October.Crd;

namespace October.Operator.Controllers;

/// <summary>Reads the token of a one-shot verb from an app's annotations.</summary>
internal static class OrderToken
{
    /// <summary>Null when nothing is asked for; an empty token asks for nothing.</summary>
    public static string? Of(V1OctoberApp app, string annotation) =>
        app.Metadata.Annotations?.TryGetValue(annotation, out var token) == true && token.Length > 0 ? token : null;
}
