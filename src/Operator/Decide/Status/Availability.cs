using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>Whether users are being served, by any revision: each component has at least one pod that can be used, or wants none.</summary>
internal static class Availability
{
    public static bool IsServing(Observed observed) => Has(observed.Api) && Has(observed.Worker) && Has(observed.Redis);

    /// <summary>What is missing, in words.</summary>
    public static string Missing(Observed observed)
    {
        var missing = new List<string>();
        Add("api", observed.Api);
        Add("worker", observed.Worker);
        Add("redis", observed.Redis);
        return string.Join(", ", missing);

        void Add(string name, ComponentHealth health)
        {
            if (!Has(health))
                missing.Add($"{name} has no available pod" + (health.Fatal is { } fatal ? $" ({fatal.Message})" : ""));
        }
    }

    private static bool Has(ComponentHealth health) => health.Exists && (health.Available > 0 || health.Desired == 0);
}
