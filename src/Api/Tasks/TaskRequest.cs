using October.Tasks.Client;

namespace October.Api.Tasks;

/// <summary>A request to send a task, checked.</summary>
/// <param name="Args">A JSON array in UTF-8.</param>
/// <param name="Kwargs">A JSON object in UTF-8.</param>
/// <param name="Options">How to send it.</param>
internal sealed record TaskRequest(ReadOnlyMemory<byte> Args, ReadOnlyMemory<byte> Kwargs, EnqueueOptions Options);
