using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Crd.Defaults;

/// <summary>
/// Quantities as the user wrote them. Kubernetes takes a number for one, too, also a fraction, which no type of a schema allows: so that what is neither a
/// number nor a text is found here.
/// </summary>
internal static class Quantities
{
    /// <summary>The quantity as text.</summary>
    /// <exception cref="FormatException">It is something else; the message names the field.</exception>
    public static string Read(JsonNode? given, string path) => given?.GetValueKind() switch
    {
        JsonValueKind.String => (string)given!,
        JsonValueKind.Number => given.ToJsonString(),
        _ => throw new FormatException($"{path} must be a quantity, for example 100m, 0.5 or 1Gi"),
    };
}
