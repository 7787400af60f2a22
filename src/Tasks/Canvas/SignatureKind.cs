namespace October.Tasks.Canvas;

/// <summary>The kinds of Celery's signatures.</summary>
internal enum SignatureKind
{
    /// <summary>One task.</summary>
    Task,

    /// <summary>One after the other, each with the result of the one before.</summary>
    Chain,

    /// <summary>Side by side.</summary>
    Group,

    /// <summary>A group, then a body with the list of its results.</summary>
    Chord,
}
