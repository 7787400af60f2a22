namespace October.Operator.Decide.Rotation;

/// <summary>Where the passwords of an app's redis come from.</summary>
internal enum PasswordOrigin
{
    /// <summary>The app's Secret has them.</summary>
    Kept,

    /// <summary>They are new, and so is redis.</summary>
    Fresh,

    /// <summary>The Secret was deleted or changed: they are those that redis' own file has.</summary>
    Restored,

    /// <summary>Nothing has those that redis accepts: they are new, and redis has to start again with them.</summary>
    Reset,
}
