namespace October.Tasks.Handlers;

/// <summary>A task's arguments do not fit its handler. Stored as Python's <c>TypeError</c>, which Celery's own workers store too.</summary>
public sealed class ArgumentBindingException(string message) : Exception(message);
