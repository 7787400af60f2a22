namespace October.Api.Tasks;

/// <summary>The answer to an accepted task.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Status">PENDING.</param>
internal sealed record TaskAccepted(string Id, string Status);
