namespace October.Tasks.Messages;

/// <summary>A compressed body would expand beyond the limit.</summary>
internal sealed class BodyTooLargeException(int limit) : Exception($"the body expands to more than {limit >> 20} MiB, the limit of a compressed body");
