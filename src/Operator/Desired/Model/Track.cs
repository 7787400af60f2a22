namespace October.Operator.Desired.Model;

/// <summary>Which of the two sides of a rollout a pod is on.</summary>
internal enum Track
{
    /// <summary>Behind the Service; users meet it.</summary>
    Stable,

    /// <summary>Beside it, with a queue of its own; only smoke probes meet it.</summary>
    Preview,
}
