using October.LocalCluster.Cel.Checking;
using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.Cel.Costs;

/// <summary>What the functions of the API server's libraries cost (apiserver's <c>cel/library/cost.go</c>).</summary>
internal sealed class LibraryCosts(SizeLookup sizes)
{
    private const double Traversal = LanguageCosts.Traversal;

    /// <summary>The longest pattern of a named format.</summary>
    private const double FormatPattern = 128;

    /// <summary>The cost, or null when the function is none of theirs.</summary>
    public CallEstimate? Of(string function, string overload, AstNode? target, IReadOnlyList<AstNode> args) => (function, target, args) switch
    {
        ("isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf", { } list, _) => Walk(list),
        ("url", _, [var text]) => new(text.Size * Traversal, text.Size),
        ("lowerAscii" or "upperAscii" or "substring" or "trim", { } text, _) => new(text.Size * Traversal, text.Size),
        ("replace", { } text, [var what, var with, ..]) => new(text.Size * (2 * Traversal), Replaced(text.Size, what.Size, with.Size)),
        ("split", { } text, _) => new(
            text.Size * (2 * Traversal), new CostRange(0, args is [_, { Expr: Expr.Literal { Value: long limit } }] ? (ulong)limit : text.Size.Max)),
        ("join", { } list, _) => Join(list, args),
        ("find" or "findAll", { } text, [var pattern, ..]) => LanguageCosts.Matches(text, pattern) with { ResultSize = new CostRange(0, text.Size.Max) },
        ("ip", _, _) when overload == "cidr_ip" => CallEstimate.One,
        ("cidr" or "isIP" or "isCIDR" or "ip" or "quantity" or "isQuantity" or "semver" or "isSemver", _, [var text, ..]) => new(text.Size * Traversal),
        ("ip.isCanonical", _, [var text, ..]) => new(text.Size * (2 * Traversal)),
        ("containsIP", _, [var ip, ..]) => new(Addresses + Parsing(overload == "cidr_contains_ip_string", ip)),
        ("containsCIDR", _, [var net, ..]) => new(
            Addresses + (new CostRange(4, 16) * Traversal) + CostRange.Of(1) + Parsing(overload == "cidr_contains_cidr_string", net)),
        ("validate", _, [var text, ..]) => new(text.Size * Traversal * (FormatPattern * LanguageCosts.Pattern)),
        ("sets.contains" or "sets.intersects", _, [var left, var right]) => new((left.Size * right.Size) + CostRange.Of(1)),
        ("sets.equivalent", _, [var left, var right]) => new((left.Size * right.Size * 2.0) + CostRange.Of(1)),
        ("_==_", _, [{ Type.Kind: StaticKind.Opaque } left, var right])
            when left.Type.Equals(right.Type) && left.Type.Parameters.Count == 0 && left.Type.Name != "kubernetes.URL" => CallEstimate.One,
        _ => null,
    };

    /// <summary>Two addresses of four or sixteen bytes.</summary>
    private static CostRange Addresses => new CostRange(8, 32) * Traversal;

    private static CostRange Parsing(bool isText, AstNode text) => isText ? text.Size * Traversal : CostRange.Of(0);

    /// <summary>One for each item, and for each text its length.</summary>
    private CallEstimate Walk(AstNode list)
    {
        if (Item(list) is not { } item)
            return new(list.Size * Traversal);
        var each = CostRange.Of(1);
        if (item.Type.Kind is StaticKind.String or StaticKind.Bytes)
            each += item.Size * Traversal;
        return new(list.Size * each);
    }

    private CallEstimate Join(AstNode list, IReadOnlyList<AstNode> args)
    {
        var size = Item(list) is { } item ? list.Size * item.Size : CostRange.Of(0);
        if (args is [var separator, ..])
            size += separator.Size * new CostRange(list.Size.Min == 0 ? 0 : list.Size.Min - 1, list.Size.Max == 0 ? 0 : list.Size.Max - 1);
        return new(size * Traversal, size);
    }

    private AstNode? Item(AstNode list)
    {
        if (list.Type.Parameters.Count == 0)
            return null;
        var path = list.Path is null ? null : (IReadOnlyList<string>)[.. list.Path, SizeLookup.Items];
        return new AstNode(null, path, list.Type.Parameters[0], sizes.Find(path) ?? CostRange.Unknown);
    }

    private static CostRange Replaced(CostRange text, CostRange what, CostRange with)
    {
        var (mostTimes, mostKept) = what.Min == 0
            ? (text.Max == ulong.MaxValue ? text.Max : text.Max + 1, text.Max)
            : with.Max <= what.Min ? (0, text.Max) : ((ulong)Math.Ceiling(text.Max / (double)what.Min), 0);
        var (leastTimes, leastKept) = what.Max == 0
            ? (text.Min == ulong.MaxValue ? text.Min : text.Min + 1, text.Min)
            : what.Max <= with.Min ? (0, text.Min) : ((ulong)Math.Ceiling(text.Min / (double)what.Max), 0);
        return (new CostRange(leastTimes, mostTimes) * with) + new CostRange(leastKept, mostKept);
    }
}
