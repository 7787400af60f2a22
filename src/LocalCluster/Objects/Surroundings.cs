namespace October.LocalCluster.Objects;

/// <summary>What the pure parts take from outside: the clock and the source of identifiers.</summary>
internal sealed record Surroundings(TimeProvider Time, IdSource Ids)
{
    public string Now => Time.GetUtcNow().ToKubernetesTime();
}
