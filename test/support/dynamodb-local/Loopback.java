import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/** DynamoDB Local on 127.0.0.1 only: its own launcher listens on every address. */
public class Loopback {
  public static void main(String[] arguments) throws Exception {
    var server = new Server();
    var connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    var inMemory = new LocalDynamoDBRequestHandler(0, true, null, true, false);
    server.setHandler(new LocalDynamoDBServerHandler(inMemory, "*"));
    server.start();
    System.out.println("ready " + connector.getLocalPort());
    server.join();
  }
}
