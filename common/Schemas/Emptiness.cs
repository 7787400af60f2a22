namespace October.Common.Schemas;

/// <summary>What becomes of an empty value (zero, false, "", [] or {}) when the API server stores it: what Go makes of pointers and JSON tags.</summary>
public enum Emptiness
{
    /// <summary>A pointer: it stays as it was given.</summary>
    Kept,

    /// <summary><c>omitempty</c>: it disappears.</summary>
    Omitted,

    /// <summary>Neither: it is always there, empty if nothing was given.</summary>
    Written,
}
