namespace October.LocalCluster.ApiServer.Patches;

/// <summary>An operation of a JSON patch cannot be applied to the document.</summary>
internal sealed class JsonPatchException(string message) : Exception(message);
