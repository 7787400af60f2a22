using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s.Models;

namespace October.Crd.Defaults;

/// <summary>
/// Quantities as the user wrote them. Kubernetes takes a number for one, too, also a fraction, which no type of a schema allows: so that what is neither a
/// number nor a text is found here.
/// </summary>
public static partial class Quantities
{
    /// <summary>What is said of something else, after the name of its field.</summary>
    public const string Expected = "must be a quantity, for example 100m, 0.5 or 1Gi";

    /// <summary>The quantity as text.</summary>
    /// <exception cref="FormatException">It is something else; the message names the field.</exception>
    public static string Read(JsonNode? given, string path) => given?.GetValueKind() switch
    {
        JsonValueKind.String when IsQuantity((string)given!) => (string)given!,
        JsonValueKind.Number when IsQuantity(given.ToJsonString()) => given.ToJsonString(),
        _ => throw new FormatException($"{path} {Expected}"),
    };

    /// <summary>
    /// It is one, and can be computed with: <c>1e999999999</c> would be a number of a billion digits, which whoever reads it makes of it
    /// (kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity; nothing there is larger than 2^63-1).
    /// </summary>
    public static bool IsQuantity(string text)
    {
        if (!Sane().IsMatch(text))
            return false;
        try
        {
            _ = new ResourceQuantity(text).ToDecimal();
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    [GeneratedRegex(
        @"^[+-]?([0-9]{1,30}([.][0-9]{0,30})?|[.][0-9]{1,30})([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sane();
}
