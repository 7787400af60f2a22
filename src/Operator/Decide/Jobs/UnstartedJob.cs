namespace October.Operator.Decide.Jobs;

/// <summary>A Job under way whose container has never been started: it has done nothing yet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Cause">What it waits for; null while that is not known.</param>
internal sealed record UnstartedJob(string Name, DateTimeOffset CreatedAt, string? Cause);
