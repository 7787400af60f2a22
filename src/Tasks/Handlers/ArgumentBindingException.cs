namespace October.Tasks.Handlers;

/// <summary>A task's arguments do not fit its handler. Stored as Python's <c>TypeError</c>, which Celery's own workers store too.</summary>
/// <param name="message">What does not fit.</param>
/// <param name="inner">Why it cannot be read; null where it is of another type.</param>
public sealed class ArgumentBindingException(string message, Exception? inner = null) : Exception(message, inner);
