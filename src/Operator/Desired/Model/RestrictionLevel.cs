namespace October.Operator.Desired.Model;

/// <summary>How much of what a spec can ask for is refused, whoever wrote it.</summary>
internal enum RestrictionLevel
{
    /// <summary>Nothing: whoever may write an app may run any pod.</summary>
    None,

    /// <summary>What reaches the node, or another identity: Pod Security baseline, service accounts of others, configuration snippets.</summary>
    Baseline,

    /// <summary>Also what reaches other objects of the namespace or the world outside: Pod Security restricted, Secrets, sidecars, load balancers.</summary>
    Restricted,
}
