namespace October.Crd.Defaults;

/// <summary>A spec with every default filled in, in typed units. What the renderers and the rollout read.</summary>
public sealed record ResolvedApp
{
    public required ResolvedComponent Api { get; init; }

    public ResolvedApiService ApiService { get; init; } = ResolvedApiService.Default;

    /// <summary>Callers of the api must show a key.</summary>
    public bool RequiresApiKey { get; init; } = true;

    public required ResolvedComponent Worker { get; init; }

    public required ResolvedRedis Redis { get; init; }

    /// <summary>Environment variables of api and worker.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>The workers' schedules as JSON; null for none.</summary>
    public string? Schedules { get; init; }

    /// <summary>The user's Secret; null when the operator makes one.</summary>
    public required string? SecretName { get; init; }

    /// <summary>Null when switched off.</summary>
    public required ResolvedIngress? Ingress { get; init; }

    /// <summary>Null when switched off.</summary>
    public required ResolvedNetworkPolicy? NetworkPolicy { get; init; }

    public required ResolvedMonitoring Monitoring { get; init; }

    public required ResolvedRollout Rollout { get; init; }

    /// <summary>Null when there are no backups.</summary>
    public ResolvedBackup? Backup { get; init; }

    public required int RevisionHistoryLimit { get; init; }

    public required bool Suspend { get; init; }

    /// <summary>True for profile prod.</summary>
    public required bool Production { get; init; }
}
