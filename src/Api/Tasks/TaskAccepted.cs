namespace October.Api.Tasks;

/// <summary>The answer to a task that is accepted or revoked.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Status">PENDING; of a task that is revoked what is recorded of it.</param>
internal sealed record TaskAccepted(string Id, string Status);
