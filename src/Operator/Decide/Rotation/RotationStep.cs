namespace October.Operator.Decide.Rotation;

/// <summary>What a rotation needs next.</summary>
internal enum RotationStep
{
    /// <summary>Nothing: none is under way, or none may begin yet.</summary>
    None,

    /// <summary>A fresh password is to be written down.</summary>
    Begin,

    /// <summary>Redis is to accept the next password, and pods are to move to it then.</summary>
    Admit,

    /// <summary>Redis has not accepted the next password in time: the rotation ends without it.</summary>
    Abandon,

    /// <summary>Redis is to go on accepting both while pods move: it may have restarted meanwhile.</summary>
    Hold,

    /// <summary>Redis is to refuse the previous password.</summary>
    Retire,
}
