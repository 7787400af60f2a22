namespace October.Runtime.Apply;

/// <summary>What an apply came to.</summary>
public enum ApplyOutcome
{
    /// <summary>The object was so already: nothing was sent, or the server changed nothing.</summary>
    Unchanged,

    /// <summary>What we want has changed, or the object was not there.</summary>
    Written,

    /// <summary>We had applied exactly this before, and somebody else has changed it since: it was reverted.</summary>
    DriftCorrected,
}
