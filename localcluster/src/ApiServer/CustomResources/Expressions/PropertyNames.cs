using System.Text;

namespace October.LocalCluster.ApiServer.CustomResources.Expressions;

/// <summary>
/// How a property is named in an expression when its own name is no identifier (the table in the description of
/// <c>x-kubernetes-validations</c>): <c>a-b</c> is <c>a__dash__b</c>, <c>namespace</c> is <c>__namespace__</c>.
/// </summary>
internal static class PropertyNames
{
    private static readonly HashSet<string> Keywords =
        [
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
        ];

    /// <summary>The name in expressions, or null for a property that expressions cannot name.</summary>
    public static string? Escape(string property)
    {
        if (property.Length == 0 || char.IsAsciiDigit(property[0]))
            return null;
        if (Keywords.Contains(property))
            return $"__{property}__";
        var name = new StringBuilder(property.Length);
        for (var i = 0; i < property.Length; i++)
        {
            var c = property[i];
            if (c == '_' && i + 1 < property.Length && property[i + 1] == '_')
            {
                name.Append("__underscores__");
                i++;
                continue;
            }

            var escaped = c switch
            {
                '.' => "__dot__",
                '-' => "__dash__",
                '/' => "__slash__",
                _ when char.IsAsciiLetterOrDigit(c) || c == '_' => c.ToString(),
                _ => null,
            };
            if (escaped is null)
                return null;
            name.Append(escaped);
        }

        return name.ToString();
    }
}
