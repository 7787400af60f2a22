namespace October.LocalCluster.Cel.Syntax;

/// <summary>Names with dots: <c>google.protobuf.Timestamp</c>, <c>ip.isCanonical</c>.</summary>
internal static class QualifiedNames
{
    /// <summary>The name that the expression spells, or null when it is more than names and dots.</summary>
    public static string? Of(Expr expr) => expr switch
    {
        Expr.Identifier identifier => identifier.Name,
        Expr.Select { Optional: false } select when Of(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };
}
