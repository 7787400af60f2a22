namespace October.Runtime.Informers;

/// <summary>A change seen by an informer: added (no old), modified, or deleted (no new).</summary>
/// <param name="Old">What was there.</param>
/// <param name="New">What is there.</param>
/// <param name="IsInitial">It was there when the informer began: nothing has changed, as far as is known.</param>
public readonly record struct InformerEvent<T>(T? Old, T? New, bool IsInitial = false)
    where T : class;
