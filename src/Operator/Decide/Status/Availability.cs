using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>Whether users are being served, by any revision: each component has at least one pod that can be used, or is to have none.</summary>
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
                missing.Add($"{name} has no available pod" + Why(health));
        }
    }

    /// <summary>That nobody wants pods now says nothing: an autoscaler leaves alone what somebody has scaled to zero.</summary>
    private static bool Has(ComponentHealth health) => health.Exists && (health.Available > 0 || health is { Desired: 0, WantsNone: true });

    private static string Why(ComponentHealth health) => health switch
    {
        { Fatal: { } fatal } => $" ({fatal.Message})",
        { NotReady: { } why } => $" ({why})",
        { Exists: true, Desired: 0 } => " (its Deployment has 0 replicas)",
        _ => "",
    };
}
