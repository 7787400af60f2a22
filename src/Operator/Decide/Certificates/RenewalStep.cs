namespace October.Operator.Decide.Certificates;

/// <summary>What becomes of the certificate that the operator makes for redis.</summary>
internal enum RenewalStep
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>There is none that can be used: one is made.</summary>
    Issue,

    /// <summary>It is to be renewed: clients come to trust the next one's authority.</summary>
    Announce,

    /// <summary>Clients trust it: redis serves with the next one.</summary>
    Serve,
}
