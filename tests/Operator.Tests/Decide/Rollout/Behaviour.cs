namespace October.Operator.Decide.Rollout;

/// <summary>How a revision behaves in the simulated world.</summary>
internal enum Behaviour
{
    Healthy,
    NeverReady,
    CrashLoop,
    ImagePull,
    BadSmoke,

    /// <summary>No node has room.</summary>
    NoRoom,

    /// <summary>Passes as a preview, fails behind the Service.</summary>
    BadOnlyInService,
}
