namespace October.Api.Tasks;

/// <summary>A request body is not as it must be; the message is a sentence for the caller.</summary>
internal sealed class TaskRequestException(string message, Exception? inner = null) : Exception(message, inner);
