using October.LocalCluster.Cel.Checking;
using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.Cel.Costs;

/// <summary>A part of an expression as the cost of a call sees it.</summary>
/// <param name="Expr">The part; null for the items of a list.</param>
/// <param name="Path">Where in the object it is from; null when it was computed.</param>
/// <param name="Type">Its type.</param>
/// <param name="Size">How large it may be.</param>
internal sealed record AstNode(Expr? Expr, IReadOnlyList<string>? Path, StaticType Type, CostRange Size);
