using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>Relative paths such as <c>.spec.min</c> or <c>.labels['app']</c>.</summary>
internal static class FieldPaths
{
    public static bool Exists(string path, Schema schema) => Problem(path, schema, allowsBrackets: true, out _) is null;

    /// <summary>What is wrong with the path, or null when it leads to a field.</summary>
    /// <param name="path">The path.</param>
    /// <param name="schema">Where it starts.</param>
    /// <param name="allowsBrackets">Whether keys may stand in brackets.</param>
    /// <param name="found">The field's schema.</param>
    public static string? Problem(string path, Schema schema, bool allowsBrackets, out Schema? found)
    {
        found = schema;
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            string key;
            if (rest[0] == '.')
            {
                var end = rest[1..].IndexOfAny('.', '[', ']') is var stop and >= 0 ? stop + 1 : rest.Length;
                if (end == 1)
                    return end == rest.Length ? "unexpected end of JSON path" : "does not refer to a valid field";
                key = rest[1..end].ToString();
                rest = rest[end..];
            }
            else if (rest[0] != '[')
            {
                return $"expected [ or . but got: {rest}";
            }
            else if (!allowsBrackets)
            {
                return "array notation is not allowed";
            }
            else if (rest.StartsWith("['", StringComparison.Ordinal) && rest.IndexOf("']", StringComparison.Ordinal) is var close and > 1)
            {
                key = rest[2..close].ToString();
                rest = rest[(close + 2)..];
            }
            else
            {
                return "expected single quoted string";
            }

            found = found.Child(key);
            if (found is null)
                return "does not refer to a valid field";
        }

        return null;
    }
}
