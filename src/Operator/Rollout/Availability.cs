namespace October.Operator.Rollout;

/// <summary>Whether users are being served, by any revision: each component has at least one pod that can be used, or wants none.</summary>
internal static class Availability
{
    public static bool IsServing(Observed seen) => Has(seen.Api) && Has(seen.Worker) && Has(seen.Redis);

    /// <summary>What is missing, in words.</summary>
    public static string Missing(Observed seen)
    {
        var missing = new List<string>();
        Add("api", seen.Api);
        Add("worker", seen.Worker);
        Add("redis", seen.Redis);
        return string.Join(", ", missing);

        void Add(string name, ComponentHealth health)
        {
            if (!Has(health))
                missing.Add($"{name} has no available pod" + (health.Fatal is { } fatal ? $" ({fatal.Message})" : ""));
        }
    }

    private static bool Has(ComponentHealth health) => health.Exists && (health.Available > 0 || health.Desired == 0);
}
