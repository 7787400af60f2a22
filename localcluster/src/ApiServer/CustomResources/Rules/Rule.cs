using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>One entry of <c>x-kubernetes-validations</c>, parsed.</summary>
internal sealed record Rule
{
    public required string Expression { get; init; }

    public required Expr Program { get; init; }

    public Expr? MessageProgram { get; init; }

    public string? Message { get; init; }

    public string Reason { get; init; } = "FieldValueInvalid";

    /// <summary>Relative to where the rule stands: <c>.min</c>.</summary>
    public string? FieldPath { get; init; }

    public bool OptionalOldSelf { get; init; }

    /// <summary>A transition rule: it speaks about the old value.</summary>
    public bool UsesOldSelf { get; init; }

    /// <summary>What a failure says without an expression for it.</summary>
    public string DefaultMessage =>
        Message?.Trim() is { Length: > 0 } message ? message : $"failed rule: {Expression.Trim()}";
}
