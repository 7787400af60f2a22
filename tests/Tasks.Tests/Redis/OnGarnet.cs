using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Consumer.Receiving;

namespace October.Tasks.Redis;

public sealed class MessageStoreOnGarnet(GarnetServer server) : MessageStoreTests<GarnetServer>(server);

public sealed class DelayedMessagesOnGarnet(GarnetServer server) : DelayedMessagesTests<GarnetServer>(server);

public sealed class TaskConsumerOnGarnet(GarnetServer server) : TaskConsumerTests<GarnetServer>(server);

public sealed class TaskClientOnGarnet(GarnetServer server) : TaskClientTests<GarnetServer>(server);
