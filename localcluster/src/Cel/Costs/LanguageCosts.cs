namespace October.LocalCluster.Cel.Costs;

/// <summary>What the functions of the language cost (cel-go's <c>checker/cost.go</c>).</summary>
internal static class LanguageCosts
{
    /// <summary>For walking over a text.</summary>
    public const double Traversal = 0.1;

    /// <summary>For a pattern: each of its parts is taken to be four characters long.</summary>
    public const double Pattern = 0.25;

    /// <param name="overload">The overload's name.</param>
    /// <param name="target">What stands before the dot, if anything does.</param>
    /// <param name="args">The arguments.</param>
    public static CallEstimate Of(string overload, AstNode? target, IReadOnlyList<AstNode> args) => (overload, target, args) switch
    {
        ("string_format", { } text, _) => new(text.Size * Traversal),
        ("string_to_bytes", _, [var text]) => new(text.Size * Traversal, text.Size * new CostRange(1, 4)),
        ("bytes_to_string", _, [var bytes]) => new(bytes.Size * Traversal, new CostRange(bytes.Size.Min / 4, bytes.Size.Max)),
        ("starts_with_string" or "ends_with_string", _, [var part]) => new(part.Size * Traversal),
        ("in_list", _, [_, var list]) => new(list.Size),
        ("matches_string", { } text, [var pattern]) => Matches(text, pattern),
        ("contains_string", { } text, [var part]) => new(text.Size * Traversal * (part.Size * Traversal)),
        ("add_list", _, [var left, var right]) => new(CostRange.Of(1), left.Size + right.Size),
        ("add_string" or "add_bytes", _, [var left, var right]) => new((left.Size + right.Size) * Traversal, left.Size + right.Size),
        ("equals" or "not_equals", _, [var left, var right]) => Compared(left, right),
        _ when IsTextOrder(overload) && args is [var left, var right] => Compared(left, right),
        _ => CallEstimate.One,
    };

    /// <summary>One more than the text's length, so that matching an empty one is not free.</summary>
    public static CallEstimate Matches(AstNode text, AstNode pattern) => new((text.Size + CostRange.Of(1)) * Traversal * (pattern.Size * Pattern));

    private static CallEstimate Compared(AstNode left, AstNode right)
    {
        var most = Math.Min(left.Size.Max, right.Size.Max);
        return new(new CostRange(most > 0 ? 1ul : 0, most) * Traversal);
    }

    private static bool IsTextOrder(string overload) =>
        overload
            is "less_string"
                or "less_bytes"
                or "less_equals_string"
                or "less_equals_bytes"
                or "greater_string"
                or "greater_bytes"
                or "greater_equals_string"
                or "greater_equals_bytes";
}
