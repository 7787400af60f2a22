using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>A decided write was refused; the rest of the decision was not carried out.</summary>
internal sealed class WriteFailedException(Write write, ApiStatusException inner) : Exception(inner.Message, inner)
{
    public Write Write { get; } = write;

    public ApiStatusException Refusal { get; } = inner;
}
