namespace October.Tasks.Client;

/// <summary>The task is in Redis.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Repeated">True when an earlier call had sent it already.</param>
public sealed record EnqueueReceipt(string Id, bool Repeated);
