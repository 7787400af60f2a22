namespace October.Tasks.Consumer;

/// <summary>A handler stopped because its soft time limit was over.</summary>
internal sealed class SoftTimeLimitException(TimeSpan limit, Exception inner) : Exception($"the task ran for more than {limit.TotalSeconds} s", inner);
