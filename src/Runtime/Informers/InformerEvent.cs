namespace October.Runtime.Informers;

/// <summary>A change seen by an informer: added (no old), modified, or deleted (no new).</summary>
public readonly record struct InformerEvent<T>(T? Old, T? New)
    where T : class;
