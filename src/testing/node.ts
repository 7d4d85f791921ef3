export { listen, type ListeningGateway } from "./listen.ts"
