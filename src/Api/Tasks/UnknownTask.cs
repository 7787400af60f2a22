using Microsoft.AspNetCore.Http.HttpResults;
using October.Api.Errors;
using October.Tasks.Client;

namespace October.Api.Tasks;

/// <summary>The refusal of a task that no worker announces: whether there is none of this name, or its workers are away, as while they restart.</summary>
internal static class UnknownTask
{
    /// <summary>Who ran a task within this time may come back. After it the task is taken for one that a release has removed.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromDays(1);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    public static async Task<ProblemHttpResult> RefuseAsync(HttpContext http, ITaskClient client, string name)
    {
        var known = await client.GetKnownTasksAsync();
        if (known.Count == 0)
            return Problem.Unavailable(http, "No worker has announced its tasks within the last minute: which there are is not known.", Retry);
        if ((await client.GetKnownTasksAsync(Away)).Contains(name))
            return Problem.Unavailable(http, $"No worker that runs task \"{name}\" has announced itself within the last minute.", Retry);
        return Problem.UnknownTask(name, known);
    }
}
