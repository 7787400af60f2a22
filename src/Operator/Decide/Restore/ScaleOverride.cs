namespace October.Operator.Decide.Restore;

/// <summary>How many pods there are while a restore is under way, whatever the spec and autoscalers say.</summary>
/// <param name="Api">Pods of the api.</param>
/// <param name="Worker">Pods of the worker.</param>
/// <param name="Redis">Redis runs.</param>
internal sealed record ScaleOverride(int Api, int Worker, bool Redis);
