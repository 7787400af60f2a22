namespace October.LocalCluster.Cel.Functions;

/// <summary>A function. A member's receiver is its first argument; overloads are chosen by the values.</summary>
internal delegate object? CelFunction(FunctionContext context, object?[] args);
