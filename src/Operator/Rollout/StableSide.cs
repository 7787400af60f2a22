namespace October.Operator.Rollout;

/// <summary>What is seen of the pods that users meet.</summary>
internal static class StableSide
{
    /// <summary>The component's health if it runs this revision.</summary>
    public static ComponentHealth? Of(ComponentHealth health, string? revision) => health.Revision == revision ? health : null;

    /// <summary>Everything behind the Service is of this revision and up.</summary>
    public static bool Is(string revision, Observed seen) =>
        seen.Redis.IsComplete
        && Of(seen.Api, revision) is { IsComplete: true }
        && Of(seen.Worker, revision) is { IsComplete: true };

    /// <summary>Why this revision will not come up behind the Service, if it will not.</summary>
    public static Failure? Fatal(string? revision, Observed seen) =>
        seen.Redis.Fatal ?? Of(seen.Api, revision)?.Fatal ?? Of(seen.Worker, revision)?.Fatal;
}
