namespace October.LocalCluster.Cel.Functions;

/// <summary>What functions may use besides their arguments.</summary>
internal sealed record FunctionContext(CostMeter Meter);
